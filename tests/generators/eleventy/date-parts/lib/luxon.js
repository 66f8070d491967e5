// Stands for the package luxon: only what this site asks of it.
exports.DateTime = {
  fromJSDate: (date) => ({ toFormat: () => date.toISOString().slice(0, 7).replace("-", "/") }),
};
