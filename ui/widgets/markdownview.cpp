// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/markdownview.h"

#include "core/base/visibletext.h"
#include "ui/widgets/tiptext.h"

#include <QTextBlock>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextList>
#include <QTextTable>
#include <QWheelEvent>

#include <cmath>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int longestText = 200'000; // characters; more would make the window wait

struct Piece
{
    int at = 0;
    int length = 0;
    QTextCharFormat format = {};
};

bool isAllowed(const QUrl &link)
{
    return link.scheme() == "http"_L1 || link.scheme() == "https"_L1 || link.scheme() == "mailto"_L1;
}

// Where a link leads, in short. Empty when its words say so already.
QString targetOf(const QString &words, const QUrl &link)
{
    const QString shown = link.scheme() == "mailto"_L1 ? link.path() : link.host();
    return shown.isEmpty() || words.contains(shown) ? QString() : shown;
}

QList<Piece> piecesOf(const QTextDocument &document)
{
    QList<Piece> pieces;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            pieces.append({fragment.position(), fragment.length(), fragment.charFormat()});
        }
    }
    return pieces;
}

// A text with what cannot be seen written out, but for the signs by which a document breaks its lines.
QString shownPiece(const QString &text)
{
    QString shown;
    qsizetype from = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        const bool isOwn =
            i < text.size() && (text[i] == QChar::LineSeparator || text[i] == QChar::ParagraphSeparator ||
                                text[i] == QChar::ObjectReplacementCharacter);
        if (i < text.size() && !isOwn)
            continue;
        shown += core::visibleText(QStringView(text).sliced(from, i - from));
        if (isOwn)
            shown += text[i];
        from = i + 1;
    }
    return shown;
}

// After Markdown was read, since it can name characters ("&#8238;").
void showHidden(QTextDocument &document)
{
    const QList<Piece> pieces = piecesOf(document);
    QTextCursor cursor(&document);
    for (qsizetype i = pieces.size() - 1; i >= 0; --i) {
        const Piece &piece = pieces[i];
        cursor.setPosition(piece.at);
        cursor.setPosition(piece.at + piece.length, QTextCursor::KeepAnchor);
        const QString text = cursor.selectedText();
        const QString shown = piece.format.isImageFormat() ? text : shownPiece(text);
        if (shown != text)
            cursor.insertText(shown, piece.format);
    }
}

void spellOutLinksAndImages(QTextDocument &document, const Tokens &t)
{
    const QList<Piece> pieces = piecesOf(document);
    QTextCursor cursor(&document);
    for (qsizetype i = pieces.size() - 1; i >= 0; --i) { // from the back, so that positions stay true
        const Piece &piece = pieces[i];
        QTextCharFormat quiet;
        quiet.setForeground(t.muted);
        cursor.setPosition(piece.at);
        cursor.setPosition(piece.at + piece.length, QTextCursor::KeepAnchor);
        if (piece.format.isImageFormat()) {
            const QString words = piece.format.property(QTextFormat::ImageAltText).toString();
            const QString shown =
                words.isEmpty() ? MarkdownView::tr("[image]") : MarkdownView::tr("[image: %1]").arg(words);
            cursor.insertText(shown, quiet);
            continue;
        }
        if (!piece.format.isAnchor())
            continue;
        const QUrl link(piece.format.anchorHref());
        if (!isAllowed(link)) {
            const QString words = cursor.selectedText();
            cursor.insertText(words, QTextCharFormat());
            continue;
        }
        QTextCharFormat format = piece.format;
        format.setForeground(t.accent.text);
        format.setToolTip(tipText(link.toDisplayString()));
        const QString target = targetOf(cursor.selectedText(), link);
        cursor.mergeCharFormat(format);
        const bool linkGoesOn = i + 1 < pieces.size() &&
                                pieces[i + 1].format.anchorHref() == piece.format.anchorHref() &&
                                pieces[i + 1].at == piece.at + piece.length;
        if (!target.isEmpty() && !linkGoesOn) {
            cursor.setPosition(piece.at + piece.length);
            const QString behind = u" ("_s + target + u")"_s;
            cursor.insertText(behind, quiet);
        }
    }
}

bool isCode(const QTextBlockFormat &format)
{
    return format.hasProperty(QTextFormat::BlockCodeFence) ||
           format.hasProperty(QTextFormat::BlockCodeLanguage) || format.nonBreakableLines();
}

void setFormat(QTextBlock block, const QFont &font)
{
    QTextCursor cursor(block);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    QTextCharFormat format;
    format.setFont(font);
    format.setProperty(QTextFormat::FontSizeAdjustment, 0);
    cursor.mergeCharFormat(format);
}

void dressBlock(QTextBlock block, const Tokens &t)
{
    QTextBlockFormat format = block.blockFormat();
    const int level = format.headingLevel();
    const bool code = isCode(format);
    const bool last = !block.next().isValid();
    const bool inTable = QTextCursor(block).currentTable() != nullptr;
    const bool nextSame = !last && ((block.textList() && block.next().textList()) ||
                                    (code && isCode(block.next().blockFormat())));
    format.setLineHeight(code ? 18 : level == 1 ? 26 : 20, QTextBlockFormat::MinimumHeight);
    format.setTopMargin(level > 0 && block.blockNumber() > 0 ? space::small : 0);
    format.setBottomMargin(last || nextSame || inTable ? 0 : space::small);
    if (code) {
        format.setBackground(t.raised);
        setFormat(block, Theme::font(Type::Mono));
    }
    if (level > 0)
        setFormat(block, Theme::font(level == 1   ? Type::Title
                                     : level == 2 ? Type::LeadStrong
                                                  : Type::Strong));
    if (format.hasProperty(QTextFormat::BlockQuoteLevel)) {
        format.setLeftMargin(space::large);
        QTextCursor cursor(block);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        QTextCharFormat quiet;
        quiet.setForeground(t.muted);
        cursor.mergeCharFormat(quiet);
    }
    QTextCursor(block).setBlockFormat(format);
}

// The bundled weights end at semibold, and code in a line is as small as code in a block.
void dressPieces(QTextDocument &document)
{
    for (const Piece &piece : piecesOf(document)) {
        QTextCharFormat format;
        if (piece.format.fontFixedPitch())
            format.setFont(Theme::font(Type::Mono));
        else if (piece.format.fontWeight() > QFont::DemiBold)
            format.setFontWeight(QFont::DemiBold);
        else
            continue;
        QTextCursor cursor(&document);
        cursor.setPosition(piece.at);
        cursor.setPosition(piece.at + piece.length, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(format);
    }
}

void dressTables(QTextDocument &document, const Tokens &t)
{
    for (QTextFrame *frame : document.rootFrame()->childFrames()) {
        auto *table = qobject_cast<QTextTable *>(frame);
        if (!table)
            continue;
        QTextTableFormat format = table->format();
        format.setBorderCollapse(true);
        format.setBorder(1);
        format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBorderBrush(t.line);
        format.setCellPadding(space::tiny);
        format.setCellSpacing(0);
        format.setBottomMargin(space::small);
        table->setFormat(format);
    }
}

void dressDocument(QTextDocument &document, const Tokens &t)
{
    dressPieces(document);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        dressBlock(block, t);
    dressTables(document, t);
    document.setIndentWidth(space::wide);
}

} // namespace

MarkdownView::MarkdownView(const Theme &theme, QWidget *parent)
    : QTextBrowser(parent)
    , m_theme(theme)
{
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setProperty("bare", true);
    setFrameShape(QFrame::NoFrame);
    setFont(Theme::font(Type::Text));
    setStyleSheet(u"padding: 0"_s);
    document()->setDocumentMargin(0);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, [this] { render(); });
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl &link) {
        if (isAllowed(link))
            emit linkChosen(link);
    });
}

void MarkdownView::setMarkdownText(const QString &markdown)
{
    if (markdown == m_markdown)
        return;
    m_markdown = markdown;
    render();
}

void MarkdownView::render()
{
    const QString text =
        m_markdown.size() > longestText ? m_markdown.first(longestText) + QChar(u'…') : m_markdown;
    document()->setMarkdown(text, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                      QTextDocument::MarkdownNoHTML);
    spellOutLinksAndImages(*document(), m_theme.tokens());
    showHidden(*document());
    dressDocument(*document(), m_theme.tokens());
    setAccessibleDescription(document()->toPlainText().left(400));
    updateGeometry();
}

QSize MarkdownView::sizeHint() const
{
    QTextDocument *text = document();
    const int natural = static_cast<int>(std::ceil(text->idealWidth()));
    const int width = this->width() > 0 && isVisible() ? this->width() : std::max(80, natural);
    return {width, heightForWidth(width)};
}

int MarkdownView::heightForWidth(int width) const
{
    QTextDocument *text = document();
    const double shown = text->textWidth();
    text->setTextWidth(width);
    const int height = static_cast<int>(std::ceil(text->size().height()));
    text->setTextWidth(shown);
    return std::max(20, height);
}

QVariant MarkdownView::loadResource(int, const QUrl &)
{
    return {}; // nothing of what a model writes may make this computer ask another one
}

void MarkdownView::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // it never scrolls itself; what stands around it does
}

void MarkdownView::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        updateGeometry();
}

} // namespace ui
