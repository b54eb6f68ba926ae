// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/htmltext.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestHtmlText : public QObject
{
    Q_OBJECT

private slots:
    void reads_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const char *html, const char *text) {
            QTest::newRow(name) << QString::fromUtf8(html) << QString::fromUtf8(text);
        };
        row("plain", "just text", "just text");
        row("paragraphs", "<p>One\n two</p><p>Three</p>", "One two\n\nThree");
        row("headings", "<h1>Refunds</h1>Text<br>more", "Refunds\n\nText\nmore");
        row("list", "<ul><li>a</li><li> b</li></ul>", "- a\n- b");
        row("table", "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "A | B\n1 | 2");
        row("inline", "a <b>bold</b><i>x</i> <a href='/y'>link</a>.", "a boldx link.");
        row("script", "a<script>if (1 < 2) document.write('<p>x</p>')</script>b", "ab");
        row("script case", "a<SCRIPT>x</sCript >b", "ab");
        row("style", "<style>p > a { }</style>b", "b");
        row("open script", "a<script>never closed <p>b</p>", "a");
        row("comment", "a<!-- <p>x</p> -->b", "ab");
        row("open comment", "a<!-- never closed", "a");
        row("doctype", "<!DOCTYPE html><?xml version='1.0'?>a", "a");
        row("entities", "1 &lt; 2 &amp;&amp; 3&nbsp;&euro; &#65;&#x42;&eacute;", "1 < 2 && 3 € ABé");
        row("broken entities", "AT&T &unknown; &#; &#xD800; &#0; a&amp",
            "AT&T &unknown; &#; \uFFFD \uFFFD a&");
        row("named entities",
            "acci&oacute;n &Ccaron;esk&yacute; &alpha;&Omega; &hearts; &NotEqualTilde; &fjlig;",
            "acción Český αΩ ♥ ≂̸ fj");
        row("entities without an end", "&eacute &copyright &notit; &notin; &#233t&eacute;",
            "é ©right ¬it; ∉ été");
        row("entities of Windows", "&#150;&#x93;a&#148;&#128;&#129;", "–“a”€\uFFFD");
        row("entities that are spaces", "a&#9;&ensp;&NewLine;b&Tab;c", "a b c");
        row("an entity beyond the first plane", "&Afr;&#x1F682;", "𝔄🚂");
        row("attributes", "<a title=\"a > b\" href='x>y'>t</a>", "t");
        row("apostrophe in a tag", "<p don't>a</p>b", "a\n\nb");
        row("less than", "1 < 2 and <3", "1 < 2 and <3");
        row("open tag", "a <p class", "a");
        row("pre", "<pre>a\n  b</pre>c", "a\n  b\n\nc");
        row("title is apart", "<head><title>T</title></head><body>b</body>", "b");
        row("svg", "<svg><text>x</text></svg>b", "b");
        row("self-closing", "<svg/>b", "b");
        row("emoji", "&#128512;", "😀");
        row("nothing", "", "");
    }

    void reads()
    {
        QFETCH(QString, html);
        QFETCH(QString, text);
        QCOMPARE(readableText(html).text, text);
    }

    void theTitleIsFound()
    {
        QCOMPARE(readableText(u"<html><head><title> Our\n policy &amp; more </title></head>x"_s).title,
                 u"Our policy & more"_s);
        QCOMPARE(readableText(u"x"_s).title, QString());
    }

    // Each of these makes a reader that goes back or copies take minutes.
    void hostilePagesStayCheap_data()
    {
        QTest::addColumn<QString>("piece");
        for (const char *piece : {"<", "<a ", "<script>", "</script", "<!--", "&", "&#", "<p>", "<b><i>",
                                  "<a b='", "<pre>\n", "<title>", " ", "<li>"})
            QTest::newRow(piece) << QString::fromLatin1(piece);
    }

    void hostilePagesStayCheap()
    {
        QFETCH(QString, piece);
        const QString page = piece.repeated(200'000 / piece.size());
        QVERIFY(readableText(page).text.size() <= 2 * page.size());
    }
};

SIGNALBOX_TEST(TestHtmlText)
#include "tst_htmltext.moc"
