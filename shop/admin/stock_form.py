"""Stock moves while a page is open, so it is saved as what staff added to it."""

from typing import Any

from django import forms

from flashsale.errors import FlashSaleError
from shop.stocking import add_stock


class StockForm(forms.ModelForm):
    """Of a product or a variant. Remembers which stock the page showed, and so knows what staff
    changed about it.
    """

    added_units = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "stock" in self.fields and not self.instance._state.adding:
            self.fields["stock"].show_hidden_initial = True

    def clean_stock(self) -> int:
        """What was typed; `added_units` is its difference to what the page showed."""
        typed: int = self.cleaned_data["stock"]
        self.added_units = typed
        if not self.instance._state.adding:
            shown = self.data.get(self.add_initial_prefix("stock"))
            try:
                self.added_units -= self.fields["stock"].clean(shown)
            except forms.ValidationError as error:
                told = "It is not known what this page showed. Open it again."
                raise forms.ValidationError(told) from error
        return typed

    def store_changes(self) -> str:
        """Only what staff changed is written: a sale may be taking from the stock meanwhile.

        Returns what they have to know of the stock, if anything: why it is not what they typed.
        """
        goods: Any = self.instance
        typed = goods.stock
        goods.save(update_fields=[name for name in self.changed_data if name != "stock"])
        if not self.added_units:
            return ""
        try:
            add_stock(goods, units=self.added_units)
        except FlashSaleError as error:
            return error.message
        if goods.stock == typed:
            return ""
        return f"The stock moved while this page was open: it is {goods.stock} now."
