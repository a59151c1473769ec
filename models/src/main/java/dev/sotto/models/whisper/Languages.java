package dev.sotto.models.whisper;

import dev.sotto.models.SottoException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What languages are called. Every option, data set and model may spell a language in its own way
 * ({@code en}, {@code EN}, {@code eng}, {@code English}, {@code en-US}, {@code en_us}, {@code
 * <|en|>}); here all of these become one.
 *
 * <p>A <em>code</em> is that of Whisper's token, such as {@code en}, {@code jw} or {@code yue}, and
 * for a language that Whisper never heard of its shortest of ISO 639. A <em>tag</em> is a code, or
 * a code with script and region as in BCP 47: {@code zh-TW}, {@code zh-Hant-TW}.
 *
 * <p>Known are the codes and names of OpenAI's Whisper and of Hugging Face's processor, with their
 * aliases such as {@code burmese} and {@code castilian}; the codes of ISO 639-2 and 639-3 for
 * these; and, as there are data sets in other languages, what Java knows of ISO 639.
 */
public final class Languages {
  /** Shorter than any text that stands in a data set by mistake. */
  private static final int LONGEST_NAME = 40;

  private static final String TOKEN_START = "<|";

  private static final String TOKEN_END = "|>";

  private static final Set<String> REGIONS = Set.of(Locale.getISOCountries());

  private Languages() {}

  /** The tag of a language however spelled; empty if there is no such language. */
  public static Optional<String> tag(String spelling) {
    String name = withoutToken(spelling.strip());
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    Optional<String> whole = LanguageNames.code(name.replace('_', '-'));
    if (whole.isPresent()) {
      return whole;
    }
    String[] parts = name.split("[-_]", -1);
    List<String> rest = Arrays.stream(parts).skip(1).map(Languages::subtag).toList();
    return rest.isEmpty() || rest.contains("")
        ? Optional.empty()
        : LanguageNames.code(parts[0]).map(code -> code + "-" + String.join("-", rest));
  }

  /** The language alone, {@code zh} of {@code zh_TW}; empty if there is no such language. */
  public static Optional<String> code(String spelling) {
    return tag(spelling).map(tag -> tag.split("-", 2)[0]);
  }

  /**
   * The tag of a language however spelled.
   *
   * @throws SottoException with code USAGE if there is no such language
   */
  public static String require(String spelling) {
    return tag(spelling).orElseThrow(() -> SottoException.usage(unknown(spelling)));
  }

  /** What to say of a spelling that names no language: one line, with those that are close. */
  public static String unknown(String spelling) {
    String shown =
        spelling.length() > LONGEST_NAME ? spelling.substring(0, LONGEST_NAME) + "..." : spelling;
    return "expected a language such as en, English or en-US, found \"%s\"; %s"
        .formatted(shown, LanguageNames.closeTo(spelling.strip()));
  }

  /**
   * Whether {@code spoken} is {@code wanted}, or a region's form of it: zh covers zh-TW. Both may
   * be spelled in any way.
   */
  public static boolean covers(String wanted, String spoken) {
    Optional<String> tag = tag(wanted);
    Optional<String> other = tag(spoken);
    return tag.isPresent()
        && other.isPresent()
        && (tag.equals(other) || tag.equals(code(other.get())));
  }

  /**
   * The one of a model's language tokens that means {@code language}: fine-tuned models may spell
   * one as OpenAI does not, such as {@code <|iw|>}.
   *
   * @param tokens such as {@code <|en|>}
   */
  public static Optional<String> token(Collection<String> tokens, String language) {
    Optional<String> code = code(language);
    if (code.isEmpty()) {
      return Optional.empty();
    }
    String usual = TOKEN_START + code.get() + TOKEN_END;
    return tokens.contains(usual)
        ? Optional.of(usual)
        : tokens.stream().filter(token -> code(token).equals(code)).findFirst();
  }

  private static String withoutToken(String name) {
    return name.startsWith(TOKEN_START) && name.endsWith(TOKEN_END) && name.length() > 4
        ? name.substring(2, name.length() - 2)
        : name;
  }

  /** A script, region or dated variant in the case of BCP 47; nothing if it is none of them. */
  private static String subtag(String part) {
    String upper = part.toUpperCase(Locale.ROOT);
    if (REGIONS.contains(upper) || part.matches("[0-9]{3}")) {
      return upper;
    }
    if (part.matches("[A-Za-z]{4}")) {
      return upper.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT);
    }
    boolean variant = part.matches("[0-9][A-Za-z0-9]{3}") || part.equalsIgnoreCase("valencia");
    return variant ? part.toLowerCase(Locale.ROOT) : "";
  }
}
