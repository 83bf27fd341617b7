/** How the import checker finds TypeScript files behind `.js` specifiers. */
module.exports = { resolve: { extensionAlias: { '.js': ['.ts', '.js'] } } }
