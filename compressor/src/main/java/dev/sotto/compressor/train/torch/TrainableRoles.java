package dev.sotto.compressor.train.torch;

import dev.sotto.models.export.WhisperModel;

/** Which weights have gradients. */
final class TrainableRoles {
  private TrainableRoles() {}

  /** All but the encoder's positions, which are fixed sinusoids. */
  static boolean isTrainable(String role) {
    return !role.equals(WhisperModel.FIXED_POSITIONS);
  }
}
