package dev.sotto.eval.dataset;

import java.util.Locale;

/** Codes such as {@code en} and {@code zh-TW}. */
public final class LanguageCode {
  private LanguageCode() {}

  /** The language without region or script, in lower case: {@code zh} of {@code zh_TW}. */
  public static String primary(String code) {
    return normal(code).split("-", 2)[0];
  }

  /** Whether {@code code} is {@code wanted}, or a region's form of it: zh covers zh-TW. */
  static boolean covers(String wanted, String code) {
    return normal(wanted).contains("-")
        ? normal(wanted).equals(normal(code))
        : normal(wanted).equals(primary(code));
  }

  private static String normal(String code) {
    return code.strip().replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
