/** What commands print: what is said of a model, progress, and the one door to the terminal. */
package dev.sotto.compressor.cli.text;
