import type { Sequential } from "../../core/index.js";
import { linkedLosses } from "./losses.js";
import { moduleLines, ownModules } from "./modules.js";

/** The most layers that the opening line tells one by one. */
const mostTold = 12;

/** The text of `model.py`: the modules of the network, and a reader and a writer of safetensors. */
export function modelFile(network: Sequential): string {
  const { layers, dtype } = network;
  const shape = [network.inputs, ...layers.map(({ outputs, activation }) => `${outputs} ${activation.name}`)];
  const title = layers.length > mostTold ? `of ${layers.length} layers` : shape.join(" -> ");
  const lines = moduleLines(network).map((line) => `            ${line},\n`);
  const linked = linkedLosses(layers[layers.length - 1].activation).length > 0;
  return `"""The network ${title}, in ${dtype}. Written by deltarule.

    import torch
    from model import dtype, load

    net = load("weights.safetensors")
    net(torch.zeros(1, ${network.inputs}, dtype=dtype))
"""

import ctypes
import json
import struct
from pathlib import Path

import torch
from torch import nn

dtype = torch.${dtype}
${ownModules(network)}

class Network(nn.Sequential):
    """The layers. Their parameters have the names that they have in weights.safetensors."""

    def __init__(self):
        super().__init__(
${lines.join("")}        )
${linked ? logitsMethod : ""}${reader}`;
}

const logitsMethod = `
    def forward(self, x, logits=False):
        """The outputs for rows x. With logits, what the last module takes: losses compute it better."""
        for module in list(self)[: -1 if logits else None]:
            x = module(x)
        return x
`;

const reader = `

def load(path):
    """The network with the parameters of a safetensors file, for prediction."""
    network = Network()
    tensors, _ = read_safetensors(path)
    network.load_state_dict(tensors)
    return network.eval()


number_types = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def read_safetensors(path):
    """The tensors of a safetensors file by name, and its metadata. Needs no other package."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        numbers, kind = bytearray(data[begin:end]), number_types[entry["dtype"]]
        # frombuffer refuses a buffer of no bytes.
        flat = torch.frombuffer(numbers, dtype=kind) if numbers else torch.empty(0, dtype=kind)
        tensors[name] = flat.reshape(entry["shape"])
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
    """Writes tensors and metadata as a safetensors file, which replaces the one before as a whole."""
    names = {kind: name for name, kind in number_types.items()}
    header, parts, end = {"__metadata__": metadata}, [], 0
    # The widest numbers first: so each tensor is aligned.
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0])):
        tensor = tensor.detach().cpu().contiguous()
        begin, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
        parts.append(ctypes.string_at(tensor.data_ptr(), end - begin) if end > begin else b"")
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    draft = Path(f"{path}.part")
    draft.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))
    draft.replace(path)
`;
