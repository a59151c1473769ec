/** From scores to plans: which groups a threshold takes, and which threshold meets a budget. */
package dev.sotto.compressor.search;
