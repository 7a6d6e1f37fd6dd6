import { matrix, type Sequential } from "deltarule";
import type { Plane } from "../protocol.js";
import { colorOf, rgb, setPoint, themed } from "./colors.js";

const size = 28;

/**
 * For a network of two inputs, a picture of every neuron's output over the plane, from its smallest
 * value there to its largest, as an address.
 */
export function heatMaps(net: Sequential, { low, high }: Plane): readonly (readonly string[])[] {
  const grid = matrix(size * size, 2);
  for (let k = 0; k < size * size; k++) {
    grid.data[2 * k] = low[0] + (((k % size) + 0.5) / size) * (high[0] - low[0]);
    grid.data[2 * k + 1] = high[1] - ((Math.floor(k / size) + 0.5) / size) * (high[1] - low[1]);
  }
  const forward = net.forward(grid);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [size, size];
  const context = canvas.getContext("2d");
  const [ground, first, second] = [rgb(themed("card")), rgb(colorOf(0)), rgb(colorOf(1))];
  return [forward.input, ...forward.layers.map(({ a }) => a)].map(({ data, columns }) =>
    Array.from({ length: columns }, (_, j) => {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let k = j; k < data.length; k += columns)
        [least, most] = [Math.min(least, data[k]), Math.max(most, data[k])];
      const image = new ImageData(size, size);
      for (let k = 0; k < size * size; k++) {
        const p = most > least ? (data[k * columns + j] - least) / (most - least) : 0.5;
        setPoint(image, k, ground, p < 0.5 ? first : second, 0.85 * Math.abs(2 * p - 1));
      }
      context?.putImageData(image, 0, 0);
      return canvas.toDataURL();
    }),
  );
}
