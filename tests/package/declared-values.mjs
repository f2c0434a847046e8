import ts from 'typescript';

/** The names of what a module's types declare to be there at run time: functions, classes and variables, but no types. */
export function declaredValues(path) {
  const program = ts.createProgram([path], { target: ts.ScriptTarget.ES2022 });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(path));
  return checker.getExportsOfModule(module).filter(({ flags }) => flags & ts.SymbolFlags.Value).map(({ name }) => name);
}
