/** The options that commands share, and what follows from them. */
package dev.sotto.compressor.cli.options;
