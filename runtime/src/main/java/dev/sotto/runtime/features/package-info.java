/** Turns 16 kHz samples into the log-mel spectrogram that Whisper's encoder takes. */
package dev.sotto.runtime.features;
