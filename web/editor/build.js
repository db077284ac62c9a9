// Bundles the scripts that stand beside the page: what starts it, the editor that comes later, and the loader for other sites.
import { build } from "esbuild";

const common = { outdir: "dist", bundle: true, minify: true, target: "es2022", legalComments: "none", logLevel: "info" };

await build({ ...common, entryPoints: ["src/boot.ts", "src/editor.ts"], format: "esm", external: ["./editor.js"] });
// A plain script, so that a snippet needs no `type` and works from another origin.
await build({ ...common, entryPoints: ["src/embed.ts"], format: "iife" });
