/** The whole way in one command: plan, apply, verify, evaluate before and after, report. */
package dev.sotto.compressor.compress;
