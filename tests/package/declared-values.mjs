import ts from 'typescript';

/** The names of what a module's types declare to be there at run time: functions, classes and variables, but no types. */
export function declaredValues(path) {
  const program = ts.createProgram([path], { target: ts.ScriptTarget.ES2022 });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(path));
  const original = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const isValue = (symbol) => original(symbol).flags & ts.SymbolFlags.Value;
  return checker.getExportsOfModule(module).filter(isValue).map(({ name }) => name);
}
