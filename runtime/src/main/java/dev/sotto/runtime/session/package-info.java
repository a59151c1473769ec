/**
 * ONNX Runtime, and the only package that knows it: sessions opened by path, typed values that stay
 * in native memory, and failures turned into one clear line.
 *
 * <p>Ownership: whoever creates a {@link dev.sotto.runtime.session.Value} closes it; {@link
 * dev.sotto.runtime.session.Results} closes the values that nobody took out of it. A run never
 * closes its inputs. So a cache that one run gave can be the input of the next without passing
 * through Java memory.
 */
package dev.sotto.runtime.session;
