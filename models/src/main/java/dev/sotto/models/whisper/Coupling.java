package dev.sotto.models.whisper;

/** An axis of a role along which a block's groups lie; a group leaves all its couplings at once. */
public record Coupling(String role, LogicalAxis axis) {}
