/** Which weights of a model are stored in which number format, and how they are rounded to it. */
package dev.sotto.compressor.quantize;
