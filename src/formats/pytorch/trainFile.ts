import type { Loss, Optimizer, Sequential } from "../../core/index.js";
import { lossCode } from "./losses.js";
import { optimizerCode } from "./optimizers.js";

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
  const { value, targets, logits, lines } = lossCode(loss, last, outputs);
  const { value: made, vectors, numbers, rate, clips } = optimizerCode(optimizer);
  return `"""Trains the network of model.py, by one process or by several. Written by deltarule.

    python train.py data.json --epochs 100 --batch-size 32
    torchrun --nproc_per_node 4 train.py data.json
    python train.py data.json --start trained

data.json is {"inputs": [[...], ...], "targets": [[...], ...]}, a row for each sample; a safetensors
file with the tensors inputs and targets does as well. Without its name, it is the one beside this
file. Parameters and the optimizer's state are read from the folder --start, and written to the
folder --out at the end.
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

# The parts of the optimizer's state, besides step: deltarule's names, and PyTorch's.
vectors = ${dictionary(vectors)}
numbers = ${dictionary(numbers)}


def loss_of(outputs, targets):
    """${loss.name} of each sample${logits ? `; outputs are logits, before the last ${last.name}` : ""}."""
${lines.map((line) => `    ${line}\n`).join("")}    return ${value}


def make_optimizer(parameters):
    return ${made}

${rate.functions.join("")}
def learning_rate(step):
    """The rate of update number step, from 0."""
    return ${rate.value}


${clips.length === 0 ? "" : clipFunction(clips)}def main():
    # Adam and its kin count in the default type.
    torch.set_default_dtype(dtype)
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
${clips.length === 0 ? "" : "            clip([one.grad for one in parameters if one.grad is not None])\n"}            optimizer.step()
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
        write_state(arguments.out / "optimizer.safetensors", optimizer, parameters, step)
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=here / "data.json")
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
    step = float(tensors["step"])
    scalars = {theirs: float(tensors[ours]) for ours, theirs in numbers.items()}
    state = {i: {"step": torch.tensor(step)} for i in range(len(parameters))}
    for theirs, number in scalars.items():
        for one in state.values():
            one[theirs] = torch.tensor(number)
    sizes = [parameter.numel() for parameter in parameters]
    for ours, theirs in vectors.items():
        # Gradient descent without momentum keeps a velocity of no numbers.
        parts = tensors[ours].split(sizes) if tensors[ours].numel() > 0 else []
        for i, part in enumerate(parts):
            state[i][theirs] = part.reshape(parameters[i].shape)
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    return int(step)


def write_state(path, optimizer, parameters, step):
    """Writes the optimizer's state under deltarule's names: each vector in one piece, in float64."""
    state = optimizer.state_dict()["state"]
    tensors = {"step": torch.tensor(step)}
    for ours, theirs in numbers.items():
        tensors[ours] = torch.as_tensor(next(one[theirs] for one in state.values() if theirs in one))
    for ours, theirs in vectors.items():
        # A parameter that is frozen has no state.
        found = [state.get(i, {}).get(theirs) for i in range(len(parameters))]
        parts = [torch.zeros_like(one) if part is None else part for part, one in zip(found, parameters)]
        kept = [part.detach().reshape(-1) for part in parts] if any(part is not None for part in found) else []
        tensors[ours] = torch.cat([torch.empty(0, device=parameters[0].device), *kept])
    write_safetensors(path, {name: tensor.to("cpu", torch.float64) for name, tensor in tensors.items()}, {})


if __name__ == "__main__":
    main()
`;
}

/** A function that changes the gradients as these lines say. */
function clipFunction(lines: readonly string[]): string {
  return `def clip(gradients):
    """Shortens the gradients."""
${lines.map((line) => `    ${line}\n`).join("")}

`;
}

/** Names by names, as a dictionary of Python. */
function dictionary(names: Readonly<Record<string, string>>): string {
  return `{${Object.entries(names)
    .map(([ours, theirs]) => `"${ours}": "${theirs}"`)
    .join(", ")}}`;
}

/** A check of the targets. */
function checkLines(loss: string, [fits, wanted]: readonly [string, string]): string {
  return `    if not (${fits}).all():
        raise SystemExit(f"{path}: a target is not ${wanted}, as ${loss} takes them")
`;
}
