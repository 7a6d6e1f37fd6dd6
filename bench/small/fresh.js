// A task in a fresh process: `node fresh.js LIBRARY program EPOCHS`, or `… first`.
// Answers the microseconds of CPU of the task, without those of loading the library.
const [, , file, task, epochs] = process.argv;
const library = await import(`./${file}.js`);
const before = process.cpuUsage();
const trained = library[task](Number(epochs));
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpu: user + system, epochs: task === "program" ? trained : 0 }));
process.exit();
