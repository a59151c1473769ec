/**
 * What native code needs: libraries that nobody else can have put there, and an end of the process
 * at which none of it runs.
 */
package dev.sotto.runtime.natives;
