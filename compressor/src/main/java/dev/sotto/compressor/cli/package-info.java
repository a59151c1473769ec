/**
 * The command line: one class for each command, which reads its options, calls the library, and
 * prints. Results go to standard output, everything else to standard error.
 */
package dev.sotto.compressor.cli;
