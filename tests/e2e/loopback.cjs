// Preloaded into the clients' servers: whatever they listen on, they listen on this machine only.
const { Server } = require("node:net");

const listen = Server.prototype.listen;

Server.prototype.listen = function (...given) {
  const [first, ...rest] = given;
  if (first !== null && typeof first === "object") return listen.call(this, { ...first, host: "127.0.0.1" }, ...rest);
  const done = given.filter((each) => typeof each === "function");
  return listen.call(this, Number(first) || 0, "127.0.0.1", ...done);
};
