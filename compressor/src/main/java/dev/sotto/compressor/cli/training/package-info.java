/** The options of training, which several commands share. */
package dev.sotto.compressor.cli.training;
