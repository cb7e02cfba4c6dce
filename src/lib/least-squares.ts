/**
 * The coefficients that least squares gives, none of them negative: of rows of `inputs` and their `outputs`, each row divided by its output, so that
 * what is small counts as much as what is large. Of every choice of coefficients that may differ from zero, the best whose solution is nowhere
 * negative (few coefficients: all choices are tried). Undefined where no choice has one. Outputs are above zero.
 */
export function fitNonNegative(inputs: readonly (readonly number[])[], outputs: readonly number[]): readonly number[] | undefined {
  const width = inputs[0]?.length ?? 0;
  const relative = inputs.map((row, index) => row.map((value) => value / (outputs[index] ?? 1)));
  let best: { readonly coefficients: readonly number[]; readonly misfit: number } | undefined;
  for (let choice = 1; choice < 2 ** width; choice++) {
    const chosen = Array.from({ length: width }, (_, index) => index).filter((index) => (choice >> index) % 2 === 1);
    const solution = solve(normalEquations(relative, chosen));
    if (solution === undefined || solution.some((value) => value < 0)) continue;
    const coefficients = Array.from({ length: width }, (_, index) => solution[chosen.indexOf(index)] ?? 0);
    const misfit = relative.reduce((sum, row) => sum + (dot(row, coefficients) - 1) ** 2, 0);
    if (best === undefined || misfit < best.misfit) best = { coefficients, misfit };
  }
  return best?.coefficients;
}

function dot(row: readonly number[], coefficients: readonly number[]): number {
  return row.reduce((sum, value, index) => sum + value * (coefficients[index] ?? 0), 0);
}

/** XᵀX | Xᵀ1 of the chosen columns. */
function normalEquations(rows: readonly (readonly number[])[], chosen: readonly number[]): number[][] {
  return chosen.map((one) => [
    ...chosen.map((other) => rows.reduce((sum, row) => sum + (row[one] ?? 0) * (row[other] ?? 0), 0)),
    rows.reduce((sum, row) => sum + (row[one] ?? 0), 0),
  ]);
}

/** A pivot below this share of the largest entry leaves no single solution. */
const SINGULAR = 1e-12;

/** Gaussian elimination with the largest pivot. */
function solve(equations: number[][]): readonly number[] | undefined {
  const size = equations.length;
  const largest = Math.max(...equations.flat().map(Math.abs));
  for (let column = 0; column < size; column++) {
    const pivot = equations.slice(column).reduce((most, row) => (Math.abs(row[column] ?? 0) > Math.abs(most[column] ?? 0) ? row : most));
    const lead = pivot[column] ?? 0;
    if (Math.abs(lead) <= SINGULAR * largest) return undefined;
    equations.splice(equations.indexOf(pivot), 1);
    equations.splice(column, 0, pivot);
    equations.forEach((row, index) => {
      if (index === column) return;
      const factor = (row[column] ?? 0) / lead;
      pivot.forEach((value, at) => (row[at] = (row[at] ?? 0) - factor * value));
    });
  }
  return equations.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}
