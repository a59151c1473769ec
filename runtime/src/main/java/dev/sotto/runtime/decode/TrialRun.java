package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.session.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Runs every graph of an export once, and both branches of a merged decoder, to tell whether it can
 * be run at all: a silent window, a prompt, one token with the cache that the prompt gave. What is
 * computed does not matter.
 *
 * <p>Each graph gets the inputs that it declares, of the element types that it declares, so that
 * exports run here whose number formats nothing else in Sotto reads. Without optimisations and
 * copies of weights, loading is a matter of mapping the files.
 */
public final class TrialRun implements AutoCloseable {
  private static final int PROMPT_TOKENS = 4;

  private final ExportFolder export;
  private final WhisperConfig config;
  private final SessionSettings settings;

  /** What the decoders take of what was computed so far. */
  private final KeyValueCache cache = new KeyValueCache();

  private Value states;

  private TrialRun(ExportFolder export, SessionSettings settings) {
    this.export = export;
    this.config = WhisperConfig.read(export.folder());
    this.settings = settings;
  }

  /**
   * Runs {@code export}.
   *
   * @param threads that may share the work
   * @throws SottoException naming the file that cannot be loaded or run, and why
   */
  public static void of(ExportFolder export, int threads) {
    SessionSettings settings =
        SessionSettings.defaults()
            .withIntraThreads(threads)
            .withOptimization(OptimizationLevel.DISABLED)
            .withMemory(MemoryUse.LITTLE);
    TrialRun trial = new TrialRun(export, settings);
    try (trial) {
      for (Part part : Part.values()) {
        if (export.graph(part).isPresent()) {
          trial.run(part);
        }
      }
    } catch (SottoException e) {
      throw new SottoException(
          e.code(), e.getMessage() + " (a trial run of the export as it is)", e);
    }
  }

  private void run(Part part) {
    try (InferenceSession session =
        InferenceSession.open(export.graph(part).orElseThrow(), settings)) {
      switch (part) {
        case ENCODER -> encode(session);
        case DECODER -> decode(session, PROMPT_TOKENS, 0);
        case DECODER_WITH_PAST -> decode(session, 1, PROMPT_TOKENS);
        case DECODER_MERGED -> {
          decode(session, PROMPT_TOKENS, 0);
          decode(session, 1, PROMPT_TOKENS);
        }
      }
    }
  }

  private void encode(InferenceSession session) {
    Declared declared = new Declared(session.inputs(), session.outputs());
    EncoderPorts ports = export.layout().encoderPorts(declared);
    Map<String, Value> inputs = new HashMap<>();
    for (ValueInfo input : session.inputs().values()) {
      inputs.put(
          input.name(),
          input.name().equals(ports.features())
              ? zeros(session, input, 1, config.melBins(), config.windowFrames())
              : zeros(session, input));
    }
    run(
        session,
        inputs,
        inputs.values(),
        results -> {
          if (session.outputs().containsKey(ports.states())) {
            states = results.take(ports.states());
          }
        });
  }

  private void decode(InferenceSession session, int tokens, int past) {
    Declared declared = new Declared(session.inputs(), session.outputs());
    DecoderPorts ports = export.layout().decoderPorts(declared);
    List<Value> owned = new ArrayList<>();
    Map<String, Value> inputs =
        ports.inputs(
            input -> own(owned, zeros(session, input, 1, tokens)),
            input -> states == null ? own(owned, zeros(session, input)) : states,
            input -> own(owned, Value.booleans(past > 0)),
            input -> own(owned, DecoderSession.positions(past, tokens)),
            port -> {
              Value computed = past > 0 ? cache.get(port.id()) : null;
              return computed == null
                  ? own(owned, KeyValueCache.unread(port, config, 1))
                  : computed;
            });
    ports.others().forEach(input -> inputs.put(input.name(), own(owned, zeros(session, input))));
    run(
        session,
        inputs,
        owned,
        results -> {
          if (past == 0) {
            cache.store(results, ports.presents());
          }
        });
  }

  private static void run(
      InferenceSession session,
      Map<String, Value> inputs,
      Collection<Value> owned,
      Consumer<Results> reader) {
    try (Results results = session.run(inputs, session.outputs().keySet())) {
      reader.accept(results);
    } finally {
      owned.forEach(Value::close);
    }
  }

  private static Value own(List<Value> owned, Value value) {
    owned.add(value);
    return value;
  }

  /** As many as an input declares, and one along an axis of which it says nothing. */
  private static Value zeros(InferenceSession session, ValueInfo input) {
    int rank = input.shape().map(List::size).orElse(0);
    return zeros(
        session,
        input,
        IntStream.range(0, rank).mapToLong(axis -> input.size(axis).orElse(1)).toArray());
  }

  private static Value zeros(InferenceSession session, ValueInfo input, long... shape) {
    ElementType type =
        input
            .type()
            .orElseThrow(
                () ->
                    SottoException.badInput(
                        session.model(),
                        "expected a tensor for the input '" + input.name() + "', found another"));
    return Value.zeros(type, shape);
  }

  @Override
  public void close() {
    cache.close();
    if (states != null) {
      states.close();
    }
  }
}
