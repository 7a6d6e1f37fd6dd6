/** The products of a backward pass, written out for guesses at what went wrong. All matrices are row by row. */

/** δᵀ·a: outputs × inputs. */
export function outer(delta: ArrayLike<number>, input: ArrayLike<number>, samples: number): Float64Array {
  const [outputs, inputs] = [delta.length / samples, input.length / samples];
  const into = new Float64Array(outputs * inputs);
  for (let r = 0; r < samples; r++) {
    for (let j = 0; j < outputs; j++) {
      for (let i = 0; i < inputs; i++) into[j * inputs + i] += delta[r * outputs + j] * input[r * inputs + i];
    }
  }
  return into;
}

/** Σδ over the samples. */
export function columnSums(delta: ArrayLike<number>, samples: number): Float64Array {
  return outer(delta, new Float64Array(samples).fill(1), samples);
}

/** δ·W, where `weight(j, i)` goes from input i to neuron j: samples × inputs. */
export function back(
  delta: ArrayLike<number>,
  samples: number,
  inputs: number,
  weight: (j: number, i: number) => number,
): Float64Array {
  const outputs = delta.length / samples;
  const into = new Float64Array(samples * inputs);
  for (let r = 0; r < samples; r++) {
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) into[r * inputs + i] += delta[r * outputs + j] * weight(j, i);
    }
  }
  return into;
}

/** One sample's rows of a matrix, all others 0. */
export function only(of: ArrayLike<number>, samples: number, sample: number): Float64Array {
  const columns = of.length / samples;
  return Float64Array.from(of, (one, k) => (Math.floor(k / columns) === sample ? one : 0));
}

/** a ⊙ b. */
export function times(one: ArrayLike<number>, other: ArrayLike<number>): Float64Array {
  return Float64Array.from(one, (value, k) => value * other[k]);
}
