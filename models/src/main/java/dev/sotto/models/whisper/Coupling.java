package dev.sotto.models.whisper;

/** An axis of a role along which a block's groups lie; a group leaves all its couplings at once. */
public record Coupling(String role, LogicalAxis axis) {

  /**
   * The same where the weight is a product of two factors: the left one has its outputs, the right
   * one its inputs.
   */
  public Coupling ofFactor() {
    return new Coupling(axis == LogicalAxis.OUT ? Roles.left(role) : Roles.right(role), axis);
  }
}
