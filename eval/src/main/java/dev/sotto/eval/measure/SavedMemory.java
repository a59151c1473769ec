package dev.sotto.eval.measure;

import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.SessionSettings;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Peak memory of the same work with settings that save memory, each measured once in a fresh
 * process; empty where the operating system does not tell.
 *
 * @param withoutArena bytes if no memory is kept from run to run
 * @param lowMemory bytes with {@link MemoryUse#LITTLE}
 */
public record SavedMemory(OptionalLong withoutArena, OptionalLong lowMemory) {

  public SavedMemory {
    Objects.requireNonNull(withoutArena);
    Objects.requireNonNull(lowMemory);
  }

  static SavedMemory measure(MeasuringRequest request) {
    SessionSettings session = request.session();
    return new SavedMemory(
        peak(request, session.withMemory(session.memory().withReuse(false))),
        peak(request, session.withMemory(MemoryUse.LITTLE)));
  }

  private static OptionalLong peak(MeasuringRequest request, SessionSettings session) {
    return FreshProcess.measure(request.once(session)).peakResidentBytes();
  }
}
