package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.Languages;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to decode.
 *
 * @param language the code of the language spoken, which may be given in any of the spellings of
 *     {@link Languages}; empty to detect it for each window; an English-only model takes English or
 *     nothing
 * @param maxNewTokens most tokens to write for one window, the end token included; empty for half
 *     as many as the model has positions
 * @param silence which windows have no text, whatever was written
 * @param context how much of a window the encoder works through
 * @param search how the text is searched for
 * @param fallback when it is searched for once more
 * @param prompting what the decoder is shown before it writes
 */
public record DecodingOptions(
    Optional<String> language,
    Task task,
    OptionalInt maxNewTokens,
    SilenceRule silence,
    ContextChoice context,
    SearchOptions search,
    FallbackRule fallback,
    Prompting prompting) {

  public DecodingOptions {
    language = language.map(Languages::require).flatMap(Languages::code);
    Objects.requireNonNull(task);
    Objects.requireNonNull(silence);
    Objects.requireNonNull(context);
    Objects.requireNonNull(search);
    Objects.requireNonNull(fallback);
    Objects.requireNonNull(prompting);
    int most = maxNewTokens.orElse(1);
    SottoException.require(most >= 1, "at least one new token", most);
  }

  /**
   * Transcribes, detecting the language where the model knows several: the likeliest token at each
   * step, once more where the text is not believed.
   */
  public static DecodingOptions defaults() {
    return new DecodingOptions(
        Optional.empty(),
        Task.TRANSCRIBE,
        OptionalInt.empty(),
        SilenceRule.defaults(),
        ContextChoice.AUTO,
        SearchOptions.greedy(),
        FallbackRule.defaults(),
        Prompting.none());
  }

  /** With a language however spelled, with code USAGE if there is none of that name. */
  public DecodingOptions withLanguage(String spelling) {
    return new DecodingOptions(
        Optional.of(spelling), task, maxNewTokens, silence, context, search, fallback, prompting);
  }

  public DecodingOptions withTask(Task other) {
    return new DecodingOptions(
        language, other, maxNewTokens, silence, context, search, fallback, prompting);
  }

  public DecodingOptions withSilence(SilenceRule other) {
    return new DecodingOptions(
        language, task, maxNewTokens, other, context, search, fallback, prompting);
  }

  public DecodingOptions withContext(ContextChoice other) {
    return new DecodingOptions(
        language, task, maxNewTokens, silence, other, search, fallback, prompting);
  }

  public DecodingOptions withSearch(SearchOptions other) {
    return new DecodingOptions(
        language, task, maxNewTokens, silence, context, other, fallback, prompting);
  }

  public DecodingOptions withFallback(FallbackRule other) {
    return new DecodingOptions(
        language, task, maxNewTokens, silence, context, search, other, prompting);
  }

  public DecodingOptions withPrompting(Prompting other) {
    return new DecodingOptions(
        language, task, maxNewTokens, silence, context, search, fallback, other);
  }
}
