// The README's program in a fresh process: `node fresh.js LIBRARY EPOCHS`.
// Answers the microseconds of CPU that it takes, without those of loading the library.
const [, , file, epochs] = process.argv;
const { program } = await import(`./${file}.js`);
const before = process.cpuUsage();
const trained = program(Number(epochs));
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpu: user + system, epochs: trained }));
process.exit();
