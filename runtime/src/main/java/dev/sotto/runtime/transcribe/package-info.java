/** From recordings, of any length and number, to text. */
package dev.sotto.runtime.transcribe;
