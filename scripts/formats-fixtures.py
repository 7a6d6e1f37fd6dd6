"""Writes test/fixtures/formats: files of other libraries, and the outputs of their networks.

Run with Debian's python3-torch, python3-onnx, python3-sklearn and libonnx-testdata (bookworm:
PyTorch 1.13, ONNX 1.12, scikit-learn 1.2):

    /usr/bin/python3 scripts/formats-fixtures.py

Debian has neither skl2onnx nor tf2onnx nor the safetensors package. This script builds files of the
first two with onnx.helper in the form that their documentation shows, and safetensors files by the
description of the format.
"""

import json
import struct
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from torch import nn

FOLDER = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "formats"
FOLDER.mkdir(parents=True, exist_ok=True)
EXPECTED = {}


def note(name, x, y):
    EXPECTED[name] = {"x": np.asarray(x).tolist(), "y": np.asarray(y).tolist()}


# ── PyTorch ───────────────────────────────────────────────────────────────────────────────────────


def torch_onnx(name, model, inputs, opset=13, dtype=torch.float32, shape=None, **options):
    model = model.to(dtype).eval()
    x = torch.randn(6, *(shape or (inputs,)), dtype=dtype)
    batch = {"input": {0: "batch"}, "output": {0: "batch"}}
    torch.onnx.export(
        model, x, str(FOLDER / f"{name}.onnx"), opset_version=opset, input_names=["input"], output_names=["output"],
        dynamic_axes=batch, **options,
    )
    note(f"{name}.onnx", x.reshape(6, -1).numpy(), model(x).detach().numpy())


class Functional(nn.Module):
    """Named layers, with activations as functions."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 5)
        self.fc2 = nn.Linear(5, 4, bias=False)
        self.fc3 = nn.Linear(4, 2)

    def forward(self, x):
        x = torch.nn.functional.silu(self.fc1(x))
        x = torch.clamp(self.fc2(x) / 6 + 0.5, 0, 1)
        return torch.softmax(self.fc3(x), dim=1)


class Scaled(nn.Module):
    """Standardizes the inputs and converts the outputs back to their units."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([1.0, -2.0, 30.0]))
        self.register_buffer("deviation", torch.tensor([0.5, 2.0, 7.0]))
        self.net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))

    def forward(self, x):
        return self.net((x - self.mean) / self.deviation) * 12.5 + 40.0


ACTIVATIONS = {
    "relu": nn.ReLU(), "leaky": nn.LeakyReLU(0.2), "elu": nn.ELU(0.7), "selu": nn.SELU(), "softplus": nn.Softplus(),
    "softsign": nn.Softsign(), "gelu": nn.GELU(), "gelu-tanh": nn.GELU(approximate="tanh"), "silu": nn.SiLU(),
    "hardsigmoid": nn.Hardsigmoid(), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "softmax": nn.Softmax(dim=1),
}


def pytorch():
    torch.manual_seed(1)
    for name, activation in ACTIVATIONS.items():
        torch_onnx(f"torch-{name}", nn.Sequential(nn.Linear(3, 4), activation, nn.Linear(4, 2)), 3)
    double = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3), nn.Sigmoid())
    torch_onnx("torch-double", double, 2, dtype=torch.float64)
    deep = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Dropout(0.3), nn.Linear(6, 5), nn.GELU(), nn.Linear(5, 1))
    torch_onnx("torch-opset9", deep, 4, opset=9)
    torch_onnx("torch-opset17", deep, 4, opset=17)
    torch_onnx("torch-unfolded", deep, 4, do_constant_folding=False, keep_initializers_as_inputs=True)
    image = nn.Sequential(nn.Flatten(), nn.Linear(12, 5), nn.ReLU(), nn.Linear(5, 3), nn.Softmax(dim=-1))
    torch_onnx("torch-flatten", image, 12, shape=(1, 3, 4))
    torch_onnx("torch-functional", Functional(), 3)
    torch_onnx("torch-scaled", Scaled(), 3)
    torch_onnx("torch-conv", nn.Sequential(nn.Conv1d(1, 2, 2), nn.ReLU(), nn.Flatten(), nn.Linear(4, 1)), 3, shape=(1, 3))


# ── safetensors, by the format's description ──────────────────────────────────────────────────────

DTYPES = {torch.float64: ("F64", 8), torch.float32: ("F32", 4), torch.float16: ("F16", 2), torch.bfloat16: ("BF16", 2)}


def save_file(tensors, path, metadata=None):
    ordered = sorted(tensors.items(), key=lambda item: (-DTYPES[item[1].dtype][1], item[0]))
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for name, tensor in ordered:
        begin = len(data)
        bits = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
        data += bits.contiguous().numpy().tobytes()
        header[name] = {"dtype": DTYPES[tensor.dtype][0], "shape": list(tensor.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def safetensors():
    torch.manual_seed(2)
    for dtype, (name, _) in DTYPES.items():
        model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 2)).to(dtype)
        x = torch.randn(5, 3, dtype=torch.float64).to(dtype)
        wide = torch.float64 if dtype == torch.float64 else torch.float32
        save_file(model.state_dict(), FOLDER / f"torch-{name}.safetensors", {"format": "pt"})
        note(f"torch-{name}.safetensors", x.double().numpy(), model.to(wide)(x.to(wide)).detach().double().numpy())
    named = Functional()
    x = torch.randn(5, 3)
    save_file(named.state_dict(), FOLDER / "torch-named.safetensors")
    note("torch-named.safetensors", x.numpy(), named(x).detach().numpy())


# ── scikit-learn, as skl2onnx writes it ───────────────────────────────────────────────────────────

ML = "ai.onnx.ml"


def initializer(array, name):
    return numpy_helper.from_array(np.asarray(array), name)


def sk_layers(model, value, activation, nodes, constants):
    """As _forward_pass of skl2onnx/operator_converters/multilayer_perceptron.py: MatMul, Add with
    [1, n], activation."""
    functions = {"relu": "Relu", "tanh": "Tanh", "logistic": "Sigmoid", "softmax": "Softmax", "identity": "Identity"}
    for i, (weights, biases) in enumerate(zip(model.coefs_, model.intercepts_)):
        tail = str(i) if i else ""
        constants += [initializer(weights.astype(np.float32), f"coefficient{tail}")]
        constants += [initializer(biases.astype(np.float32).reshape(1, -1), f"intercepts{tail}")]
        nodes.append(helper.make_node("MatMul", [value, f"coefficient{tail}"], [f"mul_result{tail}"], f"MatMul{tail}"))
        nodes.append(helper.make_node("Add", [f"mul_result{tail}", f"intercepts{tail}"], [f"add_result{tail}"], f"Add{tail}"))
        last = i == len(model.coefs_) - 1
        value = "out_activations_result" if last else f"next_activations{tail}"
        op = functions[model.out_activation_ if last else activation]
        attributes = {"axis": 1} if op == "Softmax" else {}
        nodes.append(helper.make_node(op, [f"add_result{tail}"], [value], f"{op}{tail}", **attributes))
    return value


def save_graph(name, nodes, constants, columns, outputs, opset=15, extra=()):
    inputs = [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, columns])]
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(domain, 1) for domain in extra)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name=name.split("-")[0])
    onnx.checker.check_model(model)
    onnx.save(model, str(FOLDER / f"{name}.onnx"))


def float_output(name, columns):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, columns])


def sk_classifier(name, classes, zipmap):
    generator = np.random.default_rng(3)
    x = generator.normal(size=(60, 3)) * [1, 5, 0.2] + [0, 10, -1]
    labels = np.digitize(x[:, 0] + x[:, 2], [-1] if classes == 2 else [-1.5, -0.5])
    scaler = StandardScaler().fit(x)
    model = MLPClassifier((5, 4), activation="relu", max_iter=200, random_state=1).fit(scaler.transform(x), labels)
    scale = helper.make_node(
        "Scaler", ["X"], ["variable"], "Scaler", domain=ML,
        offset=scaler.mean_.astype(np.float32).tolist(), scale=(1 / scaler.scale_).astype(np.float32).tolist(),
    )
    nodes, constants = [scale], [initializer(np.arange(classes, dtype=np.int64), "classes")]
    value = sk_layers(model, "variable", "relu", nodes, constants)
    target = "probabilities" if not zipmap else "probability_tensor"
    if classes == 2:
        constants.append(initializer(np.float32(1), "unity"))
        nodes.append(helper.make_node("Sub", ["unity", value], ["negative_class_proba"], "Sub"))
        nodes.append(helper.make_node("Concat", ["negative_class_proba", value], [target], "Concat", axis=1))
    else:
        nodes.append(helper.make_node("Identity", [value], [target], "Identity"))
    nodes.append(helper.make_node("ArgMax", [target], ["argmax_output"], "ArgMax", axis=1))
    nodes.append(
        helper.make_node("ArrayFeatureExtractor", ["classes", "argmax_output"], ["extracted"], "ArrayFeatureExtractor", domain=ML)
    )
    constants.append(initializer(np.array([-1], dtype=np.int64), "shape_tensor"))
    nodes.append(helper.make_node("Reshape", ["extracted", "shape_tensor"], ["label"], "Reshape"))
    outputs = [helper.make_tensor_value_info("label", TensorProto.INT64, [None])]
    if zipmap:
        nodes.append(
            helper.make_node("ZipMap", [target], ["probabilities"], "ZipMap", domain=ML, classlabels_int64s=list(range(classes)))
        )
        output = onnx.ValueInfoProto(name="probabilities")
        output.type.sequence_type.elem_type.map_type.key_type = TensorProto.INT64
        output.type.sequence_type.elem_type.map_type.value_type.tensor_type.elem_type = TensorProto.FLOAT
        outputs.append(output)
    else:
        outputs.append(float_output("probabilities", classes))
    save_graph(name, nodes, constants, 3, outputs, extra=[ML])
    note(f"{name}.onnx", x[:8], model.predict_proba(scaler.transform(x[:8])))


def sk_regressor():
    generator = np.random.default_rng(4)
    x = generator.normal(size=(60, 2))
    model = MLPRegressor((6,), activation="tanh", max_iter=300, random_state=1).fit(x, x[:, 0] * x[:, 1])
    nodes, constants = [], []
    value = sk_layers(model, "X", "tanh", nodes, constants)
    constants.append(initializer(np.array([-1, 1], dtype=np.int64), "shape_tensor"))
    nodes.append(helper.make_node("Reshape", [value, "shape_tensor"], ["variable"], "Reshape"))
    save_graph("sklearn-regressor", nodes, constants, 2, [float_output("variable", 1)])
    note("sklearn-regressor.onnx", x[:8], model.predict(x[:8]).reshape(-1, 1))


# ── Keras, as tf2onnx writes it ───────────────────────────────────────────────────────────────────


def keras():
    """tf2onnx writes a Dense as MatMul and Add and tf.nn.gelu as its formula; each output ends in an
    Identity."""
    generator = np.random.default_rng(5)
    sizes, nodes, constants = (3, 5, 4, 2), [], []
    weights = [generator.normal(size=pair).astype(np.float32) for pair in zip(sizes, sizes[1:])]
    biases = [generator.normal(size=n).astype(np.float32) for n in sizes[1:]]
    prefix = "StatefulPartitionedCall/sequential"

    def add(op, inputs, output, **attributes):
        nodes.append(helper.make_node(op, inputs, [f"{output}:0"], output, **attributes))
        return f"{output}:0"

    def constant(name, value):
        constants.append(initializer(np.float32(value), name))
        return name

    value = "X"
    for i, (w, b) in enumerate(zip(weights, biases)):
        layer = f"{prefix}/dense_{i}"
        product = add("MatMul", [value, constant(f"{layer}/MatMul/ReadVariableOp:0", w)], f"{layer}/MatMul")
        value = add("Add", [product, constant(f"{layer}/BiasAdd/ReadVariableOp:0", b)], f"{layer}/BiasAdd")
        if i == 0:
            half = add("Mul", [value, constant(f"{layer}/Gelu/mul/x:0", 0.5)], f"{layer}/Gelu/mul")
            ratio = add("Div", [value, constant(f"{layer}/Gelu/Cast/x:0", np.sqrt(2))], f"{layer}/Gelu/truediv")
            plus = add("Add", [add("Erf", [ratio], f"{layer}/Gelu/Erf"), constant(f"{layer}/Gelu/add/x:0", 1)], f"{layer}/Gelu/add")
            value = add("Mul", [half, plus], f"{layer}/Gelu/mul_1")
        elif i == 1:
            value = add("LeakyRelu", [value], f"{layer}/LeakyRelu", alpha=0.3)
        else:
            value = add("Softmax", [value], f"{layer}/Softmax", axis=-1)
    nodes.append(helper.make_node("Identity", [value], ["dense_2"], "Identity"))
    save_graph("keras-dense", nodes, constants, 3, [float_output("dense_2", 2)])
    x = generator.normal(size=(8, 3)).astype(np.float32)
    a = torch.tensor(x)
    for w, b, f in zip(weights, biases, (nn.GELU(), nn.LeakyReLU(0.3), nn.Softmax(dim=-1))):
        a = f(a @ torch.tensor(w) + torch.tensor(b))
    note("keras-dense.onnx", x, a.numpy())


# ── ONNX' own test data (Debian's libonnx-testdata), which PyTorch 0.3 wrote ──────────────────────


def onnx_data():
    for test in ("Linear", "Linear_no_bias"):
        folder = Path("/usr/share/libonnx-testdata/data/pytorch-converted") / f"test_{test}"
        (FOLDER / f"onnx-{test}.onnx").write_bytes((folder / "model.onnx").read_bytes())
        x, y = (onnx.load_tensor(str(folder / "test_data_set_0" / f"{part}_0.pb")) for part in ("input", "output"))
        note(f"onnx-{test}.onnx", numpy_helper.to_array(x), numpy_helper.to_array(y))


pytorch()
onnx_data()
safetensors()
sk_classifier("sklearn-three", 3, zipmap=True)
sk_classifier("sklearn-two", 2, zipmap=False)
sk_regressor()
keras()
(FOLDER / "expected.json").write_text(json.dumps(EXPECTED, indent=1) + "\n")
