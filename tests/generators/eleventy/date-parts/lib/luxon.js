// What this site uses of the package luxon.
exports.DateTime = {
  fromJSDate: (date) => ({ toFormat: () => date.toISOString().slice(0, 7).replace("-", "/") }),
};
