/* What Node itself takes. */
exports.handler = async () => ({});
