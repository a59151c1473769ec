/**
 * Number formats of weights: how numbers become few bits and numbers again, and how graphs that
 * compute on few bits are seen as the graphs of floats that they stand for.
 */
package dev.sotto.models.quantize;
