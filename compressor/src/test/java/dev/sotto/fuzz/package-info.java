/**
 * Feeds mutated files of every kind to what reads them. A sound answer is a result or one clear
 * line; an exception of another kind, an abort, a hang or a lack of memory is a failure, which
 * keeps its input. {@code docs/fuzzing.md} says how to run and to repeat one.
 */
package dev.sotto.fuzz;
