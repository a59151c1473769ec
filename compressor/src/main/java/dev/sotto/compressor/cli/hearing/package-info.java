/** How texts are searched for, in which form they are written, and where. */
package dev.sotto.compressor.cli.hearing;
