"""The PyTorch half of the round trip: scripts/torch-roundtrip.ts calls `torch-roundtrip.py load|save FOLDER`."""

import json
import struct
import sys
from pathlib import Path

import torch
from torch import nn

step, folder = sys.argv[1], Path(sys.argv[2])


def load_file(path):
    """Does what safetensors.torch.load_file does: Debian has no package of safetensors."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    types = {"F64": torch.float64, "F32": torch.float32}
    body = bytearray(data[8 + length :])
    return {
        name: torch.frombuffer(body, dtype=types[entry["dtype"]], offset=entry["data_offsets"][0],
                               count=torch.Size(entry["shape"]).numel()).reshape(entry["shape"])
        for name, entry in header.items()
    }


def save_file(tensors, path):
    """Does what safetensors.torch.save_file does."""
    header, data = {}, b""
    for name, tensor in sorted(tensors.items()):
        bits = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(bits)]}
        data += bits
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def network():
    return nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 1), nn.Sigmoid())


x = torch.tensor(json.loads((folder / "x.json").read_text()), dtype=torch.float64)
if step == "load":
    model = network().double().eval()
    model.load_state_dict(load_file(folder / "ours.safetensors"))
else:
    torch.manual_seed(1)
    model = network()
    optimizer = torch.optim.Adam(model.parameters(), 0.05)
    inputs = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32)
    targets = torch.tensor([[0], [1], [1], [0]], dtype=torch.float32)
    for _ in range(200):
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy(model(inputs), targets).backward()
        optimizer.step()
    model.eval()
    x = x.float()
    save_file(model.state_dict(), folder / "theirs.safetensors")
    torch.onnx.export(model, x, str(folder / "theirs.onnx"), input_names=["input"], dynamic_axes={"input": {0: "batch"}})
(folder / f"{step}.json").write_text(json.dumps(model(x).detach().tolist()))
