// Starts a process and makes a first prediction: `node start.js JOB`.
const { file, options, workload } = JSON.parse(process.argv[2]);
const { open } = await import(`./${file}.js`);
const peer = await open(options);
const { calls } = await peer.predict(workload, new Float32Array(workload.widths[0]).fill(0.5));
await calls(1);
process.exit();
