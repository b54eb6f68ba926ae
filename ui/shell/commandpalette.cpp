// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include "core/base/visibletext.h"
#include "ui/shell/fuzzymatch.h"
#include "ui/shell/palettedelegate.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int boxWidth = 600;
constexpr int boxTop = 120;
constexpr int mostShown = 9;
constexpr int shadow = 24;

} // namespace

CommandPalette::CommandPalette(const Theme &theme, QWidget *window)
    : QWidget(window)
    , m_theme(theme)
{
    build();
    hide();
    window->installEventFilter(this);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void CommandPalette::build()
{
    setAccessibleName(tr("Search or run a command"));
    m_box = new QWidget(this);
    auto *column = new QVBoxLayout(m_box);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    m_field = new QLineEdit;
    m_field->setProperty("bare", true);
    m_field->setFont(Theme::font(Type::Lead));
    m_field->setMaxLength(200);
    m_field->setTextMargins(space::tiny, 0, space::tiny, 0);
    m_field->setPlaceholderText(tr("Search or run a command"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->installEventFilter(this);
    m_list = new QListWidget;
    m_list->setFocusPolicy(Qt::NoFocus); // the field keeps it; its keys move the list
    m_list->setItemDelegate(new PaletteDelegate(m_theme, m_list));
    m_list->setAccessibleName(tr("Found"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_foot = new Label(m_theme, Type::Text, Ink::Muted);
    m_foot->setOverflow(Overflow::Elide);
    m_foot->setContentsMargins(space::cardPadding, 7, space::cardPadding, 8);
    auto *top =
        new QVBoxLayout; // the style sheet decides how high a field is, the layout how much room it has
    top->setContentsMargins(0, space::small, 0, space::small);
    top->addWidget(m_field);
    column->addLayout(top);
    column->addWidget(new Rule(m_theme));
    column->addWidget(m_list);
    column->addWidget(new Rule(m_theme));
    column->addWidget(m_foot);
    connect(m_field, &QLineEdit::textChanged, this, [this] { ask(); });
    connect(m_list, &QListWidget::itemClicked, this, [this] { openCurrent(); });
}

void CommandPalette::addSource(PaletteSource &source)
{
    m_sources.append(&source);
}

void CommandPalette::open()
{
    if (isOpen())
        return;
    m_before = QApplication::focusWidget();
    m_field->clear();
    ask();
    setGeometry(parentWidget()->rect());
    show();
    raise();
    place();
    m_field->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::close()
{
    if (!isOpen())
        return;
    ++m_question; // answers that are still on their way are dropped
    hide();
    if (m_before)
        m_before->setFocus(Qt::PopupFocusReason);
    emit closed();
}

QStringList CommandPalette::shownTexts() const
{
    QStringList texts;
    for (int i = 0; i < m_list->count(); ++i)
        texts << m_list->item(i)->text();
    return texts;
}

void CommandPalette::ask()
{
    m_actions.clear();
    m_ranked.clear();
    const int question = ++m_question;
    const QString text = m_field->text().trimmed();
    list();
    for (PaletteSource *source : std::as_const(m_sources)) {
        source->search(text, [self = QPointer(this), question, text](const QList<PaletteEntry> &entries) {
            if (self)
                self->take(question, text, entries);
        });
    }
}

// What holds the words keeps its order, above what only has their letters.
void CommandPalette::keepOrder(QList<Ranked> &ranked, const QString &text)
{
    const auto holds = [words = text.split(u' ', Qt::SkipEmptyParts)](const Ranked &each) {
        return each.entry.inOrder && std::ranges::all_of(words, [&each](const QString &word) {
                   return each.entry.text.contains(word, Qt::CaseInsensitive);
               });
    };
    int best = 0;
    for (const Ranked &each : std::as_const(ranked)) {
        if (each.entry.inOrder)
            best = std::max(best, each.score);
    }
    for (Ranked &each : ranked) {
        if (holds(each))
            each.score = best + 1;
    }
}

void CommandPalette::take(int question, const QString &text, const QList<PaletteEntry> &entries)
{
    if (question != m_question)
        return;
    QList<Ranked> ranked;
    for (const PaletteEntry &entry : entries) {
        const QString whole = entry.kind + u' ' + entry.text;
        std::optional<int> score = fuzzyScore(text, entry.text);
        if (!score && !text.isEmpty())
            score = fuzzyScore(text, whole);
        if (!score && entry.matched)
            score = 0;
        if (score)
            ranked.append({*score + entry.boost, entry});
    }
    keepOrder(ranked, text);
    m_ranked += ranked;
    std::stable_sort(m_ranked.begin(), m_ranked.end(),
                     [](const Ranked &a, const Ranked &b) { return a.score > b.score; });
    if (m_actions.isEmpty())
        list();
}

void CommandPalette::list()
{
    const int row = std::max(0, m_list->currentRow());
    m_list->clear();
    const auto add = [this](const QString &kind, const QString &text, const QString &hint) {
        const QString shown = core::visibleLine(text); // names come from outside
        auto *item = new QListWidgetItem(shown, m_list);
        item->setData(PaletteDelegate::KindRole, kind);
        item->setData(PaletteDelegate::HintRole, hint);
        item->setData(Qt::AccessibleTextRole, QString(kind + u", " + shown));
    };
    if (m_actions.isEmpty()) {
        for (qsizetype i = 0; i < std::min<qsizetype>(m_ranked.size(), mostShown); ++i)
            add(m_ranked[i].entry.kind, m_ranked[i].entry.text, m_ranked[i].entry.keyHint);
        m_foot->setText(m_ranked.isEmpty() ? tr("Nothing found")
                                           : tr("Enter opens, Tab shows actions, Esc closes"));
    } else {
        for (const PaletteAction &action : std::as_const(m_actions))
            add(tr("Action"), action.text, action.keyHint);
        m_foot->setText(tr("Enter runs, Esc goes back: %1").arg(m_about));
    }
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    place();
}

void CommandPalette::showActions()
{
    const int row = m_list->currentRow();
    if (!m_actions.isEmpty() || row < 0 || row >= m_ranked.size())
        return;
    const PaletteEntry entry = m_ranked[row].entry;
    if (entry.actions.isEmpty())
        return;
    m_actions = entry.actions;
    m_about = entry.text;
    m_list->setCurrentRow(0);
    list();
}

void CommandPalette::openCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    if (!m_actions.isEmpty())
        run(m_actions[row].run);
    else if (row < m_ranked.size())
        run(m_ranked[row].entry.open);
}

// Closes first: what runs may move the focus, or open the palette again.
void CommandPalette::run(const std::function<void()> &action)
{
    const auto kept = action;
    close();
    if (kept)
        kept();
}

bool CommandPalette::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Escape:
        if (m_actions.isEmpty()) {
            close();
        } else {
            m_actions.clear();
            list();
        }
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        openCurrent();
        return true;
    case Qt::Key_Tab:
        showActions();
        return true;
    case Qt::Key_Backtab:
        return true; // the focus does not leave the field
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (m_list->count() > 0) {
            const int by = key == Qt::Key_Down ? 1 : m_list->count() - 1;
            m_list->setCurrentRow((m_list->currentRow() + by) % m_list->count());
        }
        return true;
    default:
        return false;
    }
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress)
        return handleKey(static_cast<QKeyEvent *>(event)->key());
    if (watched == parentWidget() && event->type() == QEvent::Resize && isOpen()) {
        setGeometry(parentWidget()->rect());
        place();
    }
    return QWidget::eventFilter(watched, event);
}

void CommandPalette::place()
{
    m_list->setFixedHeight(std::max(1, m_list->count()) * size::row);
    m_box->layout()->activate();
    const int width = std::min(boxWidth, this->width() - 2 * space::wide);
    const int top = std::min(boxTop, height() / 8);
    m_box->setGeometry((this->width() - width) / 2, top, width, m_box->sizeHint().height());
    update();
}

void CommandPalette::mousePressEvent(QMouseEvent *event)
{
    if (!m_box->geometry().contains(event->pos()))
        close();
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    QColor dark = t.shadow;
    for (int i = shadow; i > 0; i -= 2) {
        dark.setAlphaF(static_cast<float>(t.shadow.alphaF()) * 2.0F / shadow *
                       (1.0F - static_cast<float>(i) / shadow));
        painter.setBrush(dark);
        painter.drawRoundedRect(QRectF(m_box->geometry()).adjusted(-i, -i + 12, i, i + 12), 10 + i, 10 + i);
    }
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(QRectF(m_box->geometry()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

} // namespace ui
