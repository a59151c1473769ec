/** When each word was said, told from where the decoder looked while it wrote it. */
package dev.sotto.runtime.align;
