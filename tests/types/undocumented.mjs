import ts from 'typescript';

/** The names of all exported declarations of a module, and of their members, that have no doc comment. */
export function undocumented(path) {
  const program = ts.createProgram([path], { target: ts.ScriptTarget.ES2022 });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(path));
  // What is exported from another module is documented there.
  const own = checker.getExportsOfModule(module).filter(({ flags }) => (flags & ts.SymbolFlags.Alias) === 0);
  return own.flatMap((symbol) => symbol.declarations.flatMap(wanting));
}

function wanting(declaration) {
  const name = declaration.name.getText();
  const all = Array.from(declaration.members ?? []);
  // A setter is documented where its getter is.
  const isPair = (member) => ts.isSetAccessor(member) && all.some((other) => ts.isGetAccessor(other) && other.name.getText() === member.name.getText());
  const members = all.filter((member) => !isPrivate(member) && !isPair(member) && !isDocumented(member));
  const missing = members.map((member) => `${name}.${member.name?.getText() ?? 'constructor'}`);
  return isDocumented(declaration) ? missing : [name, ...missing];
}

function isPrivate(member) {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0;
}

function isDocumented(node) {
  return ts.getJSDocCommentsAndTags(node).some((comment) => ts.isJSDoc(comment) && hasText(comment));
}

/** A first sentence, or for a constructor what its parameters are. */
function hasText({ comment, tags = [] }) {
  return [comment, ...tags.map((tag) => tag.comment)].some((text) => ts.getTextOfJSDocComment(text)?.trim());
}
