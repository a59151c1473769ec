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
 */
public record DecodingOptions(
    Optional<String> language,
    Task task,
    OptionalInt maxNewTokens,
    SilenceRule silence,
    ContextChoice context) {

  public DecodingOptions {
    language = language.map(Languages::require).flatMap(Languages::code);
    Objects.requireNonNull(task);
    Objects.requireNonNull(silence);
    Objects.requireNonNull(context);
    int most = maxNewTokens.orElse(1);
    SottoException.require(most >= 1, "at least one new token", most);
  }

  /** Transcribes, detecting the language where the model knows several. */
  public static DecodingOptions defaults() {
    return new DecodingOptions(
        Optional.empty(),
        Task.TRANSCRIBE,
        OptionalInt.empty(),
        SilenceRule.defaults(),
        ContextChoice.AUTO);
  }

  /** With a language however spelled, with code USAGE if there is none of that name. */
  public DecodingOptions withLanguage(String spelling) {
    return new DecodingOptions(Optional.of(spelling), task, maxNewTokens, silence, context);
  }

  public DecodingOptions withSilence(SilenceRule other) {
    return new DecodingOptions(language, task, maxNewTokens, other, context);
  }

  public DecodingOptions withContext(ContextChoice other) {
    return new DecodingOptions(language, task, maxNewTokens, silence, other);
  }
}
