import { DataError, DeltaruleError, FormatError, NotDifferentiableError, OptionError, ShapeError } from "deltarule";
import { expect, test } from "vitest";

test("every error is a DeltaruleError and says its own name", () => {
  const kinds = [ShapeError, DataError, OptionError, NotDifferentiableError, FormatError];
  for (const kind of kinds) {
    expect(new kind("x")).toBeInstanceOf(DeltaruleError);
    expect(String(new kind("x"))).toBe(`${kind.name}: x`);
  }
});
