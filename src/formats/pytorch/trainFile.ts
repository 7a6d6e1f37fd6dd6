import type { Loss, Optimizer, Sequential } from "../../core/index.js";
import { lossCode } from "./losses.js";
import { optimizerCode } from "./optimizers.js";
import { annealFunction } from "./schedules.js";

/** What `train.py` depends on. */
export interface ProgramParts {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly network: Sequential;
}

/** The text of `train.py`: the training of the network, by one process or by several. */
export function trainFile({ loss, optimizer, network }: ProgramParts): string {
  const { inputs, outputs, seed, layers } = network;
  const { activation: last } = layers[layers.length - 1];
  const { value, targets, logits } = lossCode(loss, last);
  const { value: made, moments, rate, clips } = optimizerCode(optimizer);
  const moment = Object.entries(moments).map(([ours, theirs]) => `"${ours}": "${theirs}"`);
  return `"""Trains the network of model.py, by one process or by several. Written by deltarule.

    python train.py data.json --epochs 100 --batch-size 32
    torchrun --nproc_per_node 4 train.py data.json
    python train.py data.json --start trained

data.json is {"inputs": [[...], ...], "targets": [[...], ...]}, a row for each sample; a safetensors
file with the tensors inputs and targets does as well. Parameters and the optimizer's state are read
from the folder --start, and written to the folder --out at the end.
"""

import argparse
import json
import math
import os
from pathlib import Path

import torch
import torch.distributed as dist
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from model import Network, dtype, read_safetensors, write_safetensors

here = Path(__file__).resolve().parent

# The vectors of the optimizer's state: deltarule's name, and PyTorch's.
moments = {${moment.join(", ")}}


def loss_of(outputs, targets):
    """${loss.name} of each sample${logits ? `; outputs are logits, before the last ${last.name}` : ""}."""
    return ${value}


def make_optimizer(parameters):
    return ${made}

${rate.anneals ? annealFunction : ""}
def learning_rate(step):
    """The rate of update number step, from 0."""
    return ${rate.value}


${clips.length === 0 ? "" : clipFunction(clips)}def main():
    arguments = read_arguments()
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    local = int(os.environ.get("LOCAL_RANK", rank))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", local) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if world > 1:
        dist.init_process_group("nccl" if cuda else "gloo")
    x, t = (rows.to(device) for rows in read_data(arguments.data))
    weights, metadata = read_safetensors(arguments.start / "weights.safetensors")
    network = Network().to(device)
    network.load_state_dict(weights)
    model = network
    if world > 1:
        model = DistributedDataParallel(network, device_ids=[local] if cuda else None)
    parameters = list(network.parameters())
    optimizer = make_optimizer(parameters)
    step = read_state(arguments.start / "optimizer.safetensors", optimizer, parameters)
    # All processes draw the same order of samples; each draws its own dropout.
    order_of = torch.Generator().manual_seed(arguments.seed + step)
    torch.manual_seed(arguments.seed + step + rank)
    model.train()
    for epoch in range(arguments.epochs):
        order = torch.arange(len(x)) if arguments.no_shuffle else torch.randperm(len(x), generator=order_of)
        total = torch.zeros((), dtype=torch.float64, device=device)
        for batch in order.split(arguments.batch_size):
            mine = batch[rank::world].to(device)
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step)
            optimizer.zero_grad()
            losses = loss_of(model(x[mine]${logits ? ", logits=True" : ""}), t[mine])
            # The gradient is of the mean over the batch. DistributedDataParallel gives the mean over
            # the processes, some of which have fewer samples or none: the factor makes up for it.
            (losses.sum() * (world / len(batch))).backward()
${clips.length === 0 ? "" : "            clip(parameters)\n"}            optimizer.step()
            step += 1
            total += losses.detach().sum()
        if world > 1:
            dist.all_reduce(total)
        loss = total.item() / len(x)
        if not math.isfinite(loss):
            raise SystemExit(f"epoch {epoch + 1}: the loss is {loss}; nothing was written. Try a smaller learning rate.")
        if rank == 0:
            print(f"epoch {epoch + 1}/{arguments.epochs}: loss {loss!r}", flush=True)
    if rank == 0:
        arguments.out.mkdir(parents=True, exist_ok=True)
        write_safetensors(arguments.out / "weights.safetensors", network.state_dict(), metadata)
        write_state(arguments.out / "optimizer.safetensors", optimizer, step)
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--epochs", type=count, default=100)
    parser.add_argument("--batch-size", type=count, default=32, help="samples of an update, over all processes")
    parser.add_argument("--no-shuffle", action="store_true", help="take the samples in their order in every epoch")
    parser.add_argument("--seed", type=int, default=${seed}, help="of the order of samples and of dropout")
    parser.add_argument("--start", type=Path, default=here, help="the folder to go on from")
    parser.add_argument("--out", type=Path, default=here / "trained", help="the folder to write to")
    return parser.parse_args()


def count(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return number


def read_data(path):
    """The inputs and the targets as matrices, a row for each sample."""
    data = read_safetensors(path)[0] if path.suffix == ".safetensors" else json.loads(path.read_text())
    x, t = (torch.as_tensor(data[name], dtype=dtype) for name in ("inputs", "targets"))
    if x.shape[1:] != (${inputs},) or t.shape[1:] != (${outputs},) or not len(x) == len(t) > 0:
        raise SystemExit(
            f"{path}: inputs are {list(x.shape)} and targets {list(t.shape)}, wanted [samples, ${inputs}] and [samples, ${outputs}]"
        )
    if not (torch.isfinite(x).all() and torch.isfinite(t).all()):
        raise SystemExit(f"{path}: a number is not finite")
${targets === undefined ? "" : checkLines(loss.name, targets)}    return x, t


def read_state(path, optimizer, parameters):
    """Gives the optimizer the state in the file, if there is one. Returns the updates made so far."""
    if not path.exists():
        return 0
    tensors, _ = read_safetensors(path)
    state = {i: {"step": torch.tensor(float(tensors["step"]))} for i in range(len(parameters))}
    sizes = [parameter.numel() for parameter in parameters]
    for ours, theirs in moments.items():
        # Gradient descent without momentum keeps a velocity of no numbers.
        parts = tensors[ours].split(sizes) if tensors[ours].numel() > 0 else []
        for i, part in enumerate(parts):
            state[i][theirs] = part.reshape(parameters[i].shape)
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    return int(tensors["step"])


def write_state(path, optimizer, step):
    """Writes the optimizer's state under deltarule's names: each vector in one piece, in float64."""
    state = optimizer.state_dict()["state"]
    tensors = {"step": torch.tensor(float(step), dtype=torch.float64)}
    for ours, theirs in moments.items():
        parts = [state[i][theirs] for i in sorted(state) if state[i].get(theirs) is not None]
        flat = [part.reshape(-1).to("cpu", torch.float64) for part in parts]
        tensors[ours] = torch.cat(flat) if flat else torch.empty(0, dtype=torch.float64)
    write_safetensors(path, tensors, {})


if __name__ == "__main__":
    main()
`;
}

/** A function that changes the gradients as these lines say. */
function clipFunction(lines: readonly string[]): string {
  return `def clip(parameters):
    """Shortens the gradients."""
${lines.map((line) => `    ${line}\n`).join("")}

`;
}

/** A check of the targets. */
function checkLines(loss: string, [fits, wanted]: readonly [string, string]): string {
  return `    if not (${fits}).all():
        raise SystemExit(f"{path}: a target is not ${wanted}, as ${loss} takes them")
`;
}
