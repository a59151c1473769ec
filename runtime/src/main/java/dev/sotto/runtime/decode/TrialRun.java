package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.session.Value;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Runs every graph of an export once, and both branches of a merged decoder, to tell whether it can
 * be run at all: a silent window, a prompt, one token with the cache that the prompt gave. What is
 * computed does not matter.
 *
 * <p>Each graph gets the inputs that it declares, of the element types that it declares, so that
 * exports run here whose number formats nothing else in Sotto reads. Without optimisations and
 * copies of weights, loading is a matter of mapping the files.
 */
public final class TrialRun {
  private static final int PROMPT_TOKENS = 4;
  private static final String PAST = "past_key_values";
  private static final String PRESENT = "present";
  private static final String HIDDEN = "last_hidden_state";

  private final WhisperConfig config;
  private final SessionSettings settings;

  /** What was computed so far, by name: the encoder's output, the cache. */
  private final Map<String, Value> known = new LinkedHashMap<>();

  private TrialRun(WhisperConfig config, SessionSettings settings) {
    this.config = config;
    this.settings = settings;
  }

  /**
   * Runs {@code export}.
   *
   * @param threads that may share the work
   * @throws SottoException naming the file that cannot be loaded or run, and why
   */
  public static void of(ExportFolder export, int threads) {
    TrialRun trial =
        new TrialRun(
            WhisperConfig.read(export.folder()),
            SessionSettings.defaults()
                .withIntraThreads(threads)
                .withOptimization(OptimizationLevel.DISABLED)
                .withMemory(MemoryUse.LITTLE));
    try {
      for (Part part : Part.values()) {
        if (export.graph(part).isPresent()) {
          trial.run(part, export);
        }
      }
    } catch (SottoException e) {
      throw new SottoException(
          e.code(), e.getMessage() + " (a trial run of the export as it is)", e);
    } finally {
      trial.known.values().forEach(Value::close);
    }
  }

  private void run(Part part, ExportFolder export) {
    try (InferenceSession session =
        InferenceSession.open(export.graph(part).orElseThrow(), settings)) {
      switch (part) {
        case ENCODER -> call(session, 0, 0);
        case DECODER -> call(session, PROMPT_TOKENS, 0);
        case DECODER_WITH_PAST -> call(session, 1, PROMPT_TOKENS);
        case DECODER_MERGED -> {
          call(session, PROMPT_TOKENS, 0);
          call(session, 1, PROMPT_TOKENS);
        }
      }
    }
  }

  private void call(InferenceSession session, int tokens, int past) {
    Map<String, Value> inputs = new LinkedHashMap<>();
    List<Value> owned = new ArrayList<>();
    try {
      for (ValueInfo input : session.inputs().values()) {
        Optional<Value> computed = past > 0 || !isCache(input) ? computed(input) : Optional.empty();
        Value value = computed.orElseGet(() -> made(session, input, tokens, past));
        if (computed.isEmpty()) {
          owned.add(value);
        }
        inputs.put(input.name(), value);
      }
      try (Results results = session.run(inputs, session.outputs().keySet())) {
        for (String output : session.outputs().keySet()) {
          if (output.equals(HIDDEN) || (past == 0 && output.startsWith(PRESENT))) {
            Value old = known.put(output, results.take(output));
            if (old != null) {
              old.close();
            }
          }
        }
      }
    } finally {
      owned.forEach(Value::close);
    }
  }

  private static boolean isCache(ValueInfo input) {
    return input.name().startsWith(PAST);
  }

  private Optional<Value> computed(ValueInfo input) {
    String name =
        input.name().equals("encoder_hidden_states")
            ? HIDDEN
            : input.name().replaceFirst("^" + PAST, PRESENT);
    return Optional.ofNullable(known.get(name));
  }

  private Value made(InferenceSession session, ValueInfo input, int tokens, int past) {
    return switch (input.name()) {
      case "input_features" -> zeros(session, input, 1, config.melBins(), config.windowFrames());
      case "input_ids" -> zeros(session, input, 1, tokens);
      case "use_cache_branch" -> Value.booleans(past > 0);
      case "cache_position" ->
          Value.longs(LongBuffer.wrap(LongStream.range(past, past + tokens).toArray()), tokens);
      // A cache that is not read, or an input that no Whisper has.
      default -> zeros(session, input, sizes(input));
    };
  }

  private long[] sizes(ValueInfo input) {
    List<Dim> dims = input.shape().orElse(List.of());
    long[] unless = {1, config.decoder().heads(), 1, config.modelDim() / config.decoder().heads()};
    long[] sizes = new long[dims.size()];
    for (int axis = 0; axis < sizes.length; axis++) {
      boolean ofCache = sizes.length == unless.length;
      sizes[axis] =
          dims.get(axis) instanceof Dim.Size size ? size.value() : ofCache ? unless[axis] : 1;
    }
    return sizes;
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
}
