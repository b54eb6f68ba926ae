// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/visibletext.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestVisibleText : public QObject
{
    Q_OBJECT

private slots:
    void whatCannotBeSeenIsWrittenOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << u"Wrote refund.md (1.2 KB) – “für” 5 €"_s
                               << u"Wrote refund.md (1.2 KB) – “für” 5 €"_s;
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("right-to-left override") << u"report\u202Egnp.exe"_s << u"report⟨U+202E⟩gnp.exe"_s;
        QTest::newRow("isolates") << u"\u2066a\u2069\u2067b\u2068"_s
                                  << u"⟨U+2066⟩a⟨U+2069⟩⟨U+2067⟩b⟨U+2068⟩"_s;
        QTest::newRow("marks") << u"\u200Ea\u200Fb\u061C"_s << u"⟨U+200E⟩a⟨U+200F⟩b⟨U+061C⟩"_s;
        QTest::newRow("zero width") << u"pay\u200Bpal\u2060.com\uFEFF"_s
                                    << u"pay⟨U+200B⟩pal⟨U+2060⟩.com⟨U+FEFF⟩"_s;
        QTest::newRow("soft hyphen") << u"a\u00ADb"_s << u"a⟨U+00AD⟩b"_s;
        QTest::newRow("controls") << u"a\u001B[31m\u0007\u0085\u007F"_s
                                  << u"a⟨U+001B⟩[31m⟨U+0007⟩⟨U+0085⟩⟨U+007F⟩"_s;
        QTest::newRow("nul") << QString(QChar(0)) << u"⟨U+0000⟩"_s;
        QTest::newRow("tags") << u"ok\U000E0041\U000E007F"_s << u"ok⟨U+E0041⟩⟨U+E007F⟩"_s;
        QTest::newRow("separators") << u"a\u2028b\u2029"_s << u"a⟨U+2028⟩b⟨U+2029⟩"_s;
        QTest::newRow("fillers") << u"a\u3164b\u115F\u2800\u034F"_s
                                 << u"a⟨U+3164⟩b⟨U+115F⟩⟨U+2800⟩⟨U+034F⟩"_s;
        QTest::newRow("half a character") << QString(QChar(0xD83D)) + u"x"_s << u"⟨U+D83D⟩x"_s;
        QTest::newRow("selector of a letter") << u"a\uFE0F\uFE01"_s << u"a⟨U+FE0F⟩⟨U+FE01⟩"_s;
        QTest::newRow("joiner in a word") << u"pay\u200Dpal\u200C"_s << u"pay⟨U+200D⟩pal⟨U+200C⟩"_s;
        QTest::newRow("carriage return") << u"safe\rharm"_s << u"safe⟨U+000D⟩harm"_s;
        QTest::newRow("musical format") << u"\U0001D173"_s << u"⟨U+1D173⟩"_s;
    }

    void whatCannotBeSeenIsWrittenOut()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(visibleText(text), shown);
        QCOMPARE(visibleLine(text), shown);
        QCOMPARE(visibleText(shown), shown);
    }

    void whatIsPartOfWritingStays_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("an astronaut") << u"\U0001F469\u200D\U0001F680"_s;
        QTest::newRow("with a skin tone") << u"\U0001F469\U0001F3FD\u200D\U0001F680"_s;
        QTest::newRow("burning heart") << u"\u2764\uFE0F\u200D\U0001F525"_s;
        QTest::newRow("keycap") << u"1\uFE0F\u20E3"_s;
        QTest::newRow("Persian") << u"\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"_s;
        QTest::newRow("Devanagari") << u"\u0915\u094D\u200D\u0937 \u0915\u094D\u200C\u0937"_s;
        QTest::newRow("Arabic number sign") << u"\u0600\u0661\u0662"_s;
        QTest::newRow("Hebrew") << u"\u05E9\u05DC\u05D5\u05DD"_s;
        QTest::newRow("accents") << u"e\u0301\u00A0\u4E2D\u6587"_s;
    }

    void whatIsPartOfWritingStays()
    {
        QFETCH(QString, text);
        QCOMPARE(visibleText(text), text);
    }

    void breaksStayInTextsAndNotOnLines()
    {
        QCOMPARE(visibleText(u"a\r\n\tb\n"), u"a\r\n\tb\n"_s);
        QCOMPARE(visibleLine(u"a\r\n\tb"), u"a⟨U+000D⟩⟨U+000A⟩⟨U+0009⟩b"_s);
    }
};

SIGNALBOX_TEST(TestVisibleText)

#include "tst_visibletext.moc"
