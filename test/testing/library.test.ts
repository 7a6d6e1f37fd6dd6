import { expect, it } from "vitest";
import { engines, libraryTable } from "../helpers/libraryTable.js";

it("every combination of activation, loss, optimizer, dtype and engine is right", () => {
  const table = libraryTable();
  expect(table.length).toBeGreaterThan(engines.length * 2 * 15 * 7);
  expect(
    new Set(table.map(({ activation, loss, dtype, engine }) => [activation, loss, dtype, engine].join())).size,
  ).toBe(table.length);
  expect(table.filter(({ gradients, optimizers }) => !gradients || Object.values(optimizers).includes(false))).toEqual(
    [],
  );
  const trained = table.filter(
    ({ optimizers }) => Object.keys(optimizers).join() === "sgd,adam,adamW,nAdam,rAdam,rmsProp,adaGrad",
  );
  expect(table.filter((row) => !trained.includes(row)).every(({ activation }) => activation === "step")).toBe(true);
});
