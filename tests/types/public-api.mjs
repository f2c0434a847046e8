// The report of the types: what each file of the package declares and exports, and adds to types of others, without comments.
//
// API Extractor leaves out what a file adds to global types, which the elements do.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = new URL('../../', import.meta.url);
const types = new URL('pkg-template/', root);

/** Where the report is kept. */
export const REPORT = new URL('tests/public-api/types.d.ts.txt', root);

const printer = ts.createPrinter({ removeComments: true });

/** The report of the types as they are now. */
export function report() {
  const names = readdirSync(types).filter((name) => name.endsWith('.d.ts')).sort();
  // Names are all that is looked up, and the package's own: neither the types of browsers nor those of frameworks are read.
  const program = ts.createProgram(names.map((name) => path(`pkg-template/${name}`)), { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, noLib: true, noResolve: true });
  return names.map((name) => section(program, name)).join('\n');
}

const path = (relative) => fileURLToPath(new URL(relative, root));

function section(program, name) {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path(`pkg-template/${name}`));
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file));
  const others = exported.map((symbol) => [symbol.name, declaringFile(checker, symbol)]).filter(([, source]) => source !== file);
  // What is not exported belongs to it where an exported type is made of it.
  const declared = file.statements.filter(isDeclaration).map((node) => printer.printNode(ts.EmitHint.Unspecified, node, file));
  return [`// ${name}`, ...declared.sort(), ...others.map(reExport).sort(), ''].join('\n');
}

const isDeclaration = (node) => !ts.isImportDeclaration(node) && !ts.isExportDeclaration(node);

/** Where a name is declared, whether it was exported from there by name or with all others. */
function declaringFile(checker, symbol) {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  return (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations[0].getSourceFile();
}

const reExport = ([name, { fileName }]) => `export { ${name} } from './${basename(fileName, '.d.ts')}.js';`;
