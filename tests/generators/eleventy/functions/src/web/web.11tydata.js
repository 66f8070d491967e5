module.exports = require("../../lib/web.js");
