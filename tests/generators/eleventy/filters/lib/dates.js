// 2024/06/01
const datePath = (date) => date.toISOString().split("T")[0].split("-").join("/");
module.exports = { datePath };
